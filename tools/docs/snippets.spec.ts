import { dirname, join } from 'node:path';
import ts from 'typescript';
import { blocksOf, documents, root } from './documents';

/** A snippet as a module beside its page: it sees what code there would see. */
const snippets = new Map(
  documents().flatMap(({ path, text }) =>
    blocksOf(text, 'ts').map((block, at): [string, string] => [
      join(root, dirname(path), `snippet-${at + 1}.mts`),
      `${block}\nexport {};\n`,
    ]),
  ),
);

const problems = (): string[] => {
  const config = ts.readConfigFile(join(root, 'tsconfig.tests.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const settings = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => snippets.has(file) || fileExists(file);
  host.readFile = (file) => snippets.get(file) ?? readFile(file);
  host.getSourceFile = (file, target, ...rest) => {
    const snippet = snippets.get(file);
    return snippet === undefined ? getSourceFile(file, target, ...rest) : ts.createSourceFile(file, snippet, target);
  };
  const program = ts.createProgram([...snippets.keys()], settings, host);
  return [...snippets.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText, start = 0 }) => {
        const line = source === undefined ? 0 : source.getLineAndCharacterOfPosition(start).line + 1;
        return `${file.slice(root.length + 1)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      },
    );
  });
};

describe('TypeScript in the documents', () => {
  it('is there', () => expect(snippets.size).toBeGreaterThan(8));

  it('compiles against the code of today', () => expect(problems()).toEqual([]));
});
