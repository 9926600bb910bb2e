/** The parts of a checked statement that this project reads. Data 2.4 of xAPI 1.0.3; all that is left out is still there. */

export type LanguageMap = Readonly<Record<string, string>>;
export type Extensions = Readonly<Record<string, unknown>>;

export interface Account {
  readonly homePage: string;
  readonly name: string;
}

interface Identifiers {
  readonly name?: string;
  readonly mbox?: string;
  readonly mbox_sha1sum?: string;
  readonly openid?: string;
  readonly account?: Account;
}

export interface Agent extends Identifiers {
  readonly objectType?: 'Agent';
}

export interface Group extends Identifiers {
  readonly objectType: 'Group';
  readonly member?: readonly Agent[];
}

export type Actor = Agent | Group;

/** An agent as object must say that it is one. */
export interface AgentObject extends Identifiers {
  readonly objectType: 'Agent';
}

export interface Verb {
  readonly id: string;
  readonly display?: LanguageMap;
}

export interface ActivityDefinition {
  readonly name?: LanguageMap;
  readonly description?: LanguageMap;
  readonly type?: string;
  readonly moreInfo?: string;
  readonly extensions?: Extensions;
}

export interface Activity {
  readonly objectType?: 'Activity';
  readonly id: string;
  readonly definition?: ActivityDefinition;
}

export interface StatementRef {
  readonly objectType: 'StatementRef';
  readonly id: string;
}

export interface Score {
  readonly scaled?: number;
  readonly raw?: number;
  readonly min?: number;
  readonly max?: number;
}

export interface Result {
  readonly score?: Score;
  readonly success?: boolean;
  readonly completion?: boolean;
  readonly response?: string;
  readonly duration?: string;
  readonly extensions?: Extensions;
}

type OneOrMore<T> = T | readonly T[];

export interface ContextActivities {
  readonly parent?: OneOrMore<Activity>;
  readonly grouping?: OneOrMore<Activity>;
  readonly category?: OneOrMore<Activity>;
  readonly other?: OneOrMore<Activity>;
}

export interface ContextAgent {
  readonly objectType: 'contextAgent';
  readonly agent: Agent;
  readonly relevantTypes?: readonly string[];
}

export interface ContextGroup {
  readonly objectType: 'contextGroup';
  readonly group: Group;
  readonly relevantTypes?: readonly string[];
}

export interface Context {
  readonly registration?: string;
  readonly instructor?: Actor;
  readonly team?: Group;
  readonly contextActivities?: ContextActivities;
  readonly revision?: string;
  readonly platform?: string;
  readonly language?: string;
  readonly statement?: StatementRef;
  readonly extensions?: Extensions;
  readonly contextAgents?: readonly ContextAgent[];
  readonly contextGroups?: readonly ContextGroup[];
}

export interface Attachment {
  readonly usageType: string;
  readonly display: LanguageMap;
  readonly description?: LanguageMap;
  readonly contentType: string;
  readonly length: number;
  readonly sha2: string;
  readonly fileUrl?: string;
}

/** What statements and SubStatements share. */
interface Claim<Object> {
  readonly actor: Actor;
  readonly verb: Verb;
  readonly object: Object;
  readonly result?: Result;
  readonly context?: Context;
  readonly timestamp?: string;
  readonly attachments?: readonly Attachment[];
}

export interface SubStatement extends Claim<Activity | AgentObject | Group | StatementRef> {
  readonly objectType: 'SubStatement';
}

export type StatementObject = Activity | AgentObject | Group | StatementRef | SubStatement;

export interface Statement extends Claim<StatementObject> {
  readonly id?: string;
  readonly stored?: string;
  readonly authority?: Actor;
  readonly version?: string;
}
