/** Messages of SCIM 2.0 (RFC 7644, section 3.5.2 and 3.7) that say what is to change, and hold no whole resource. */
const MESSAGES = {
  PatchOp: 'scim_patch_unsupported',
  BulkRequest: 'scim_bulk_unsupported',
  BulkResponse: 'scim_bulk_unsupported',
} as const;

export type ScimCode = (typeof MESSAGES)[keyof typeof MESSAGES];

const MESSAGE = /^urn:ietf:params:scim:api:messages:2\.0:(\w+)$/i;

/** The message that a JSON value is, with the code with which it is refused; null where it is none that is refused. */
export const scimMessageOf = (value: unknown): { readonly name: string; readonly code: ScimCode } | null => {
  if (typeof value !== 'object' || value === null) return null;
  const { schemas } = value as { readonly schemas?: unknown };
  for (const schema of Array.isArray(schemas) ? schemas : []) {
    const name = MESSAGE.exec(String(schema))?.[1]?.toLowerCase();
    const found = Object.entries(MESSAGES).find(([message]) => message.toLowerCase() === name);
    if (found !== undefined) return { name: found[0], code: found[1] };
  }
  return null;
};
