/** The fields of a JSON schema, nested ones under their path: what a table of them shows. */

const literal = (value) => `\`${JSON.stringify(value)}\``;

const bounds = ({ minimum, exclusiveMinimum, maximum, minLength, maxLength, maxItems, maxProperties, pattern }) =>
  [
    minimum === undefined ? '' : `≥ ${minimum}`,
    exclusiveMinimum === undefined ? '' : `> ${exclusiveMinimum}`,
    maximum === undefined ? '' : `≤ ${maximum}`,
    minLength === undefined ? '' : `at least ${minLength} characters`,
    maxLength === undefined ? '' : `at most ${maxLength} characters`,
    maxItems === undefined ? '' : `at most ${maxItems}`,
    maxProperties === undefined ? '' : `at most ${maxProperties} fields`,
    pattern === undefined ? '' : `\`${pattern}\``,
  ].filter((text) => text !== '');

const kindOf = (schema) => {
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(kindOf))].join(' or ');
  if (schema.type === 'array') return `list of ${kindOf(schema.items)}`;
  if (schema.patternProperties !== undefined) return 'object';
  return schema.type ?? 'any JSON';
};

const typeOf = (schema) => [kindOf(schema), ...bounds(schema)].join(', ');

/** Schemas within one, with what follows its path. */
const within = (schema) => {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(within);
  if (schema.type === 'array') return within(schema.items).map(([path, inner]) => [`[]${path}`, inner]);
  return schema.properties === undefined ? [] : [['', schema]];
};

/** Deeper ones are left to those who read the schema itself. */
const deepest = 3;

/**
 * @param schema of an object
 * @returns a field each: its `path` (`error.code`, `groups[].apps`), `type` with bounds, whether it is `required`, `description`
 */
exports.fieldsOf = (schema, prefix = '', depth = 1) =>
  Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const required = (schema.required ?? []).includes(name);
    const own = { path, type: typeOf(field), required, description: field.description ?? '' };
    const objects = depth === deepest ? [] : within(field);
    const inner = objects.flatMap(([more, object]) => exports.fieldsOf(object, `${path}${more}.`, depth + 1));
    return [own, ...inner.filter((one, at) => inner.findIndex(({ path: same }) => same === one.path) === at)];
  });
