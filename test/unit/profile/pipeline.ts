import type { Member, SkillEvidence, SkillNews } from '../../../schemas/types.generated.ts';
import type { OutputRecord } from '../../../services/runtime/service.ts';
import type { FedRecord, PureRunner } from '../../support/pure-runner.ts';

export const PARTITIONS = 3;

/** Members are spread over partitions as by a hash. */
export const partitionOf = (member: string): number => member.charCodeAt(member.length - 1) % PARTITIONS;

type Input = 'marketplace.skill' | 'marketplace.member' | 'skill.news';

type Waiting =
  | FedRecord<'marketplace.skill', SkillEvidence>
  | FedRecord<'marketplace.member', Member | null>
  | FedRecord<'skill.news', SkillNews>;

/** An output with the input record that was handled when it was written. */
export interface Written {
  readonly output: OutputRecord;
  readonly at: { readonly topic: Input; readonly partition: number; readonly offset: number };
}

/** The partitions of the three inputs: each is worked off in its order, and they among each other in any. */
export class Pipeline {
  readonly written: Written[] = [];
  readonly #runner: PureRunner;
  readonly #queues = new Map<string, Waiting[]>();
  readonly #done = new Map<string, number>();

  constructor(runner: PureRunner) {
    this.#runner = runner;
  }

  add(topic: Input, key: string, value: SkillEvidence | Member | SkillNews | null): void {
    const name = `${topic}|${partitionOf(key)}`;
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    queue.push({ key, value, partition: partitionOf(key) } as Waiting);
  }

  /** Handles the next record of one of the partitions that have any. @returns false when none has */
  step(choice: number): boolean {
    const waiting = [...this.#queues].filter(([, queue]) => queue.length > 0);
    if (waiting.length === 0) return false;
    const [name, queue] = waiting[choice % waiting.length]!;
    const topic = name.split('|')[0] as Input;
    const record = queue.shift()!;
    const offset = this.#done.get(name) ?? 0;
    this.#done.set(name, offset + 1);
    const verdict = this.#runner.feed(topic, record as FedRecord<typeof topic>);
    if (verdict.kind !== 'published') return true;
    for (const output of verdict.records) {
      this.written.push({ output, at: { topic, partition: record.partition!, offset } });
      if (output.topic === 'skill.news') this.add('skill.news', output.key, output.value);
    }
    return true;
  }

  drain(): void {
    while (this.step(0));
  }
}
