import { Type, type Static } from '@sinclair/typebox';
import { compile } from '@harmonybatch/contracts';
import { ApiError } from '../http/api-error';

const maxTags = 20;
const noUrl = '(?!.*https?://)';

/** Tags, and the calls about them, are written in capitals, unlike all else of the API. */
export const TagInput = Type.Object(
  {
    Key: Type.String({ minLength: 1, maxLength: 64, pattern: `^(?!aliyun|acs:)${noUrl}` }),
    Value: Type.Optional(Type.String({ maxLength: 128, pattern: `^${noUrl}` })),
  },
  { additionalProperties: false },
);

export const TagsInput = Type.Array(TagInput, { maxItems: maxTags });
export type TagsInput = Static<typeof TagsInput>;

const resources = {
  ResourceType: Type.Optional(Type.Union([Type.Literal('function'), Type.Literal('ALIYUN::FC::FUNCTION')])),
  ResourceId: Type.Array(Type.String(), { minItems: 1, maxItems: 50 }),
};

const TagResources = Type.Object(
  {
    ...resources,
    Tag: Type.Array(TagInput, { minItems: 1, maxItems: maxTags }),
  },
  { additionalProperties: false },
);

const UntagResources = Type.Object(
  { ...resources, TagKey: Type.Array(Type.String(), { maxItems: maxTags }), All: Type.Boolean() },
  { additionalProperties: false },
);

const tagResources = compile(TagResources);
const untagResources = compile(UntagResources);
const tagFilter = compile(TagsInput);

/** Functions to be tagged, by their resource names, and the tags. Throws InvalidArgument. */
export function readTagResources(body: unknown): Static<typeof TagResources> {
  if (!tagResources.check(body)) throw invalid(tagResources.explain(body));
  return { ...body, Tag: withoutRepeats(body.Tag) };
}

/** The query of UntagResources: which tags of which functions go. Throws InvalidArgument. */
export function readUntagResources(query: Readonly<Record<string, unknown>>): Static<typeof UntagResources> {
  const asked = {
    ...(query['ResourceType'] === undefined ? {} : { ResourceType: query['ResourceType'] }),
    ResourceId: parsed(query['ResourceId']),
    TagKey: query['TagKey'] === undefined ? [] : parsed(query['TagKey']),
    All: query['All'] === 'true',
  };
  if (!untagResources.check(asked)) throw invalid(untagResources.explain(asked));
  return asked;
}

/** The `tags` of ListFunctions: JSON, or nothing where it is not asked for. Throws InvalidArgument. */
export function readTagFilter(text: string): TagsInput {
  if (text === '') return [];
  const asked = parsed(text);
  if (!tagFilter.check(asked)) throw invalid(tagFilter.explain(asked));
  return asked;
}

/** A key has one value. Throws InvalidArgument. */
export function withoutRepeats<T extends TagsInput>(tags: T): T {
  if (new Set(tags.map(({ Key }) => Key)).size === tags.length) return tags;
  throw new ApiError('InvalidArgument', 'tags: a key is there twice');
}

/** `tags` with `added`, which replace those of their keys. Throws LimitExceededError. */
export function merged(tags: TagsInput, added: TagsInput): TagsInput {
  const keys = new Set(added.map(({ Key }) => Key));
  const all = [...tags.filter(({ Key }) => !keys.has(Key)), ...added];
  if (all.length <= maxTags) return all;
  throw new ApiError('LimitExceededError', `a function has at most ${maxTags} tags`);
}

/** Whether all of these are among them. */
export const hasTags = (tags: TagsInput = [], wanted: TagsInput): boolean =>
  wanted.every(({ Key, Value = '' }) => tags.some((tag) => tag.Key === Key && (tag.Value ?? '') === Value));

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(typeof text === 'string' ? text : '');
  } catch {
    throw new ApiError('InvalidArgument', 'tags: not JSON');
  }
}

const invalid = (faults: readonly { readonly field: string; readonly message: string }[]): ApiError =>
  new ApiError('InvalidArgument', faults.map(({ field, message }) => `${field.slice(1)}: ${message}`).join('; '));
