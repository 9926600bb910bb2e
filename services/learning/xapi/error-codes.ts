interface ErrorCode {
  readonly summary: string;
  readonly what_to_do: string;
}

/** Every way in which a statement can break the specification. Codes never change their meaning. */
export const xapiErrorCodes = {
  not_json: {
    summary: 'The statement is not JSON text.',
    what_to_do: 'Send the statement as it left the learning record provider, as one JSON object in UTF-8.',
  },
  xapi_type: {
    summary: 'A value has the wrong JSON type; numbers and booleans written as text count as text.',
    what_to_do: 'Give the value the type that the specification names for the property.',
  },
  xapi_null: {
    summary: 'A property is null outside extensions.',
    what_to_do: 'Leave the property out instead of sending null.',
  },
  xapi_missing: {
    summary: 'A property that the specification requires is missing.',
    what_to_do: 'Add the property.',
  },
  xapi_unknown_property: {
    summary: 'A property that the specification does not allow here, or allows only in other upper and lower case.',
    what_to_do: 'Correct the name, or move the value into extensions under an IRI.',
  },
  xapi_iri: {
    summary:
      'A value or extension key is not an absolute IRI (RFC 3987), or one by which something is known lacks a part that its scheme demands: the host of http and https, the name of a URN.',
    what_to_do:
      'Add the scheme and what it demands, and percent-encode spaces and other characters that IRIs do not allow.',
  },
  xapi_uuid: {
    summary: 'A value is not a UUID in its standard form (RFC 9562), or a statement has the nil UUID as its id.',
    what_to_do: 'Send 32 hex digits in five groups divided by hyphens.',
  },
  xapi_mbox: {
    summary: 'An mbox is not a mailto IRI of one e-mail address.',
    what_to_do: 'Send mailto: and the address, percent-encoded where needed, without header fields.',
  },
  xapi_mbox_sha1sum: {
    summary: 'An mbox_sha1sum is not 40 hex digits.',
    what_to_do: 'Send the hex-encoded SHA-1 of the full mailto IRI.',
  },
  xapi_timestamp: {
    summary: 'A timestamp is not a date and time of ISO 8601, is no date of the calendar, or has the offset -00:00.',
    what_to_do: 'Send timestamps in the form of RFC 3339, such as 2026-01-31T09:30:00.000Z; xAPI 2.0 takes no other.',
  },
  xapi_duration: {
    summary: 'A duration is not one of ISO 8601 with designators.',
    what_to_do: 'Send durations such as PT1H30M or P4W; weeks stand alone.',
  },
  xapi_language_tag: {
    summary: 'A language is not a well-formed tag of RFC 5646.',
    what_to_do: 'Use tags such as en, en-US or zh-Hant.',
  },
  xapi_media_type: {
    summary: 'The contentType of an attachment is not a media type.',
    what_to_do: 'Send a type and subtype, such as application/pdf.',
  },
  xapi_version: {
    summary: 'The version of the statement is neither 1.0.x nor 2.0.x.',
    what_to_do: 'Leave version out, or send 1.0.0 or 2.0.0.',
  },
  xapi_object_type: {
    summary: 'An objectType is not one that the specification allows here; upper and lower case count.',
    what_to_do: 'Use the objectType exactly as the specification writes it.',
  },
  xapi_interaction_type: {
    summary: 'An interaction activity without a valid interactionType.',
    what_to_do: 'Add one of the ten interaction types, or remove the interaction properties.',
  },
  xapi_interaction_component: {
    summary: 'Two interaction components of one list have the same id.',
    what_to_do: 'Give each component of a list its own id.',
  },
  xapi_actor_ifi: {
    summary: 'An agent or identified group does not have exactly one of mbox, mbox_sha1sum, openid and account.',
    what_to_do: 'Identify each agent by exactly one of the four.',
  },
  xapi_group_member: {
    summary: 'An anonymous group without members, or a group inside a group.',
    what_to_do: 'List the agents of the group in member.',
  },
  xapi_authority: {
    summary: 'An authority that is a group, but not an anonymous one of exactly two agents.',
    what_to_do: 'Leave the authority to the learning record store, or name one agent.',
  },
  xapi_score: {
    summary: 'A score contradicts itself: scaled beyond -1 to 1, raw beyond min and max, or min not below max.',
    what_to_do: 'Correct the score at its source.',
  },
  xapi_context: {
    summary: 'The context has revision or platform although the object is no activity.',
    what_to_do: 'Leave revision and platform out of statements about agents, groups and statements.',
  },
  xapi_voiding: {
    summary: 'A voiding statement whose object is not a StatementRef.',
    what_to_do: 'Refer to the statement to be voided by an object of objectType StatementRef.',
  },
  xapi_signature: {
    summary: 'A signature attachment whose contentType is not application/octet-stream.',
    what_to_do: 'Send the JSON web signature as application/octet-stream.',
  },
  xapi_too_deep: {
    summary: 'Values in extensions are nested deeper than this system takes.',
    what_to_do: 'Flatten the value of the extension.',
  },
} as const satisfies Record<string, ErrorCode>;

export type XapiErrorCode = keyof typeof xapiErrorCodes;
