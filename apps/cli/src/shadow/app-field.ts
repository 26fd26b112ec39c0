import { InvalidArgumentError } from 'commander';

/** Where a record says whose request it is. */
export type AppField =
  /** In the JSON of its value: names of members and indices of items, from the outside in. */
  | { readonly kind: 'path'; readonly steps: readonly string[] }
  /** An attribute of a CloudEvent: a header `ce_NAME` in binary mode, a member of the event in structured mode. */
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'key' };

const maxSteps = 16;
const maxLength = 256;
const forms =
  'Write a field as a JSON pointer (/meta/customer) or with dots (meta.customer), an attribute of CloudEvents (ce_source, ce_type), header:NAME, or key.';

/** `/meta/customer`, `meta.customer`, `ce_source`, `header:x-customer` or `key`. @throws InvalidArgumentError */
export function parseAppField(text: string): AppField {
  if (text.length > maxLength) throw new InvalidArgumentError(`It is longer than ${maxLength} characters. ${forms}`);
  if (text === 'key') return { kind: 'key' };
  const header = /^header[:\s]\s*(\S+)$/.exec(text)?.[1];
  if (header !== undefined) return { kind: 'header', name: header };
  const attribute = /^ce_([a-z0-9]+)$/.exec(text)?.[1];
  if (attribute !== undefined) return { kind: 'attribute', name: attribute };
  const steps = text.startsWith('/') ? pointerSteps(text) : text.split('.');
  if (steps.length > maxSteps) throw new InvalidArgumentError(`It goes more than ${maxSteps} levels deep. ${forms}`);
  if (!text.startsWith('/') && (steps.some((step) => step === '') || /[\s:~/]/.test(text)))
    throw new InvalidArgumentError(forms);
  return { kind: 'path', steps };
}

/** RFC 6901. */
const pointerSteps = (text: string): string[] =>
  text
    .slice(1)
    .split('/')
    .map((step) => {
      if (/~(?![01])/.test(step)) throw new InvalidArgumentError(`"~" is written ~0 in a JSON pointer. ${forms}`);
      return step.replaceAll('~1', '/').replaceAll('~0', '~');
    });

/** The field as it is shown. */
export function appFieldText(field: AppField): string {
  switch (field.kind) {
    case 'path':
      return field.steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    case 'attribute':
      return `ce_${field.name}`;
    case 'header':
      return `header:${field.name}`;
    case 'key':
      return 'key';
  }
}
