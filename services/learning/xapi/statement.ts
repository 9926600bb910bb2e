import { activity } from './activity.ts';
import { actor, authority } from './actor.ts';
import { attachments } from './attachment.ts';
import { type Check, constant, isObject, type JsonObject, object } from './check.ts';
import { context } from './context.ts';
import { type Fault, fault } from './fault.ts';
import { identityUuid, version } from './formats.ts';
import { result } from './result.ts';
import { statementRef } from './statement-ref.ts';
import { timestamp } from './timestamp.ts';
import { VOIDED, verb } from './verb.ts';

const isActivity = (statement: JsonObject): boolean => {
  const { objectType } = statement['object'] as JsonObject;
  return objectType === undefined || objectType === 'Activity';
};

const revisionWithout = fault('xapi_context', 'XAPI-00084', 'revision only where the object is an activity');
const platformWithout = fault('xapi_context', 'XAPI-00085', 'platform only where the object is an activity');
const voidsNothing = fault('xapi_voiding', 'XAPI-00017', 'a StatementRef as object of a voiding statement');

/** Data 2.3.2 and 2.4.6: what a part may be depends on the other parts. */
const partsAgree = (statement: JsonObject): Fault | null => {
  const { verb, object, context } = statement as Readonly<Record<string, JsonObject | undefined>>;
  if (context !== undefined && !isActivity(statement)) {
    if (context['revision'] !== undefined) return { ...revisionWithout, path: '.context.revision' };
    if (context['platform'] !== undefined) return { ...platformWithout, path: '.context.platform' };
  }
  if (verb?.['id'] === VOIDED && object?.['objectType'] !== 'StatementRef') return { ...voidsNothing, path: '.object' };
  return null;
};

const anyActor = actor('XAPI-00006');

const parts = {
  actor: anyActor,
  verb,
  result,
  context,
  timestamp: timestamp('XAPI-00022'),
  attachments,
};

const required = { actor: 'XAPI-00003', verb: 'XAPI-00004', object: 'XAPI-00005' };

const nested = {
  ...fault('xapi_object_type', 'XAPI-00071', 'no SubStatement inside a SubStatement'),
  path: '.objectType',
};
const noObjectType = fault(
  'xapi_object_type',
  'XAPI-00046',
  '"Activity", "Agent", "Group", "SubStatement" or "StatementRef"',
);
const notObject = fault('xapi_type', 'XAPI-00006', 'an object');

/** Data 2.4.4: the type decides the shape; without one it is an activity. */
const statementObject = (subStatement: Check): Check => {
  const shapes = new Map<unknown, Check>([
    [undefined, activity],
    ['Activity', activity],
    ['Agent', anyActor],
    ['Group', anyActor],
    ['StatementRef', statementRef('XAPI-00073')],
    ['SubStatement', subStatement],
  ]);
  return (value, edition) => {
    if (!isObject(value)) return notObject;
    const { objectType } = value;
    // An activity checks its own objectType, and so reports null where it should.
    if (objectType === null) return activity(value, edition);
    const shape = shapes.get(objectType);
    return shape === undefined ? { ...noObjectType, path: '.objectType' } : shape(value, edition);
  };
};

const forbidden = (requirement: string): Check => {
  const found = fault('xapi_unknown_property', requirement, 'no such property in a SubStatement');
  return () => found;
};

/** Data 2.4.4.3: a statement without the properties by which a store knows it, and without another inside. */
const subStatement = object(
  'XAPI-00066',
  {
    objectType: constant('SubStatement', 'XAPI-00046'),
    ...parts,
    object: statementObject(() => nested),
    id: forbidden('XAPI-00070'),
    stored: forbidden('XAPI-00069'),
    version: forbidden('XAPI-00068'),
    authority: forbidden('XAPI-00067'),
  },
  { required, together: partsAgree },
);

/** Data 2.4. */
export const statement: Check = object(
  'XAPI-00014',
  {
    id: identityUuid('XAPI-00030', 'XAPI-00029'),
    ...parts,
    object: statementObject(subStatement),
    stored: timestamp('XAPI-00023'),
    authority,
    version,
  },
  { required, together: partsAgree },
);
