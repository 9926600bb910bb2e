/** An error with a stable code, for people and programs that react to it. */
export class SkillstreamError extends Error {
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
  }
}

export type Dependency = 'kafka' | 'redis' | 'registry';

/** Something the service needs cannot be reached. Whoever catches it waits and tries again; nothing is guessed. */
export class DependencyUnavailable extends SkillstreamError {
  readonly dependency: Dependency;

  constructor(dependency: Dependency, message: string, cause?: unknown) {
    super('dependency_unavailable', `${dependency}: ${message}`, cause);
    this.dependency = dependency;
  }
}

/** A dependency answers, and takes nothing until an operator changes something: the message says what. */
export class DependencyRefuses extends DependencyUnavailable {}

/** The broker takes no transaction with what is in it. Nothing of it was written. */
export class OutputRefused extends SkillstreamError {
  /** Whether it is too large, or wrong in itself. */
  readonly kind: 'size' | 'content';
  /** Topic that refused; null where the broker named none. */
  readonly topic: string | null;

  constructor(kind: OutputRefused['kind'], topic: string | null, message: string, cause?: unknown) {
    super('output_refused', message, cause);
    this.kind = kind;
    this.topic = topic;
  }
}

/**
 * Another producer has the transactional id, or the broker forgot this one. As after any failed commit: fence again, then see what
 * is committed. Kafka itself is well.
 */
export class ProducerFenced extends DependencyUnavailable {
  constructor(message: string, cause?: unknown) {
    super('kafka', message, cause);
  }
}

/** Redis was emptied, restarted or failed over: a projection or the claims must be restored from Kafka before the service goes on. */
export class ProjectionLost extends SkillstreamError {
  /** Topic of the table, or `claims`. */
  readonly projection: string;

  constructor(projection: string) {
    super('projection_lost', `${projection} is not complete in Redis`);
    this.projection = projection;
  }
}

/** The partition is, or may be, somebody else's now. What was in hand is dropped; its next owner does it. */
export class AssignmentLost extends SkillstreamError {
  constructor(cause?: unknown) {
    super('assignment_lost', 'the partition is no longer assigned to this instance', cause);
  }
}

/**
 * The position of the partition is not any more the one that records were fetched for: the topic was created again, or lost its end.
 * What was in hand is dropped; the consumer is sent to the position.
 */
export class PositionMoved extends SkillstreamError {
  constructor(topic: string, partition: number) {
    super('position_moved', `${topic}/${partition} is not at the records in hand any more`);
  }
}

/** A service's own code threw. Going on would skip a record, so the process stops instead. */
export class HandlerFault extends SkillstreamError {
  constructor(where: string, cause: unknown) {
    super('handler_fault', `the handler failed at ${where}`, cause);
  }
}
