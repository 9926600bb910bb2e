import { contentPrint, fingerprint } from '../../../services/learning/xapi/fingerprint.ts';
import type { Statement as XapiStatement } from '../../../services/learning/xapi/types.ts';
import { validate } from '../../../services/learning/xapi/validate.ts';
import { FRAME_BYTES } from '../../../services/runtime/registry/frame.ts';
import { type BatchFigures, measureBatches } from './batches.ts';
import { createEncoder, createPipeline, createStatements, typeOf } from './fixtures.ts';
import { cpuPerItem } from './measure.ts';
import { measureValidators, type ValidationFigures } from './validators.ts';

const KEY = '00'.repeat(16);

/** CPU time of the parts without broker, registry or Redis, in microseconds. */
export interface MicroFigures {
  readonly per_statement_us: {
    readonly avro_decode: number;
    readonly json_parse: number;
    readonly validate: number;
    readonly fingerprint: number;
    /** All that the service does with a decoded statement, the three above included. */
    readonly prepare_and_handle: number;
  };
  readonly avro_encode_per_output_us: number;
  readonly outputs_per_statement: number;
  readonly batch_per_output: BatchFigures;
  readonly validation: ValidationFigures;
}

/** @param count statements a round */
export const measureParts = async (count: number): Promise<MicroFigures> => {
  const { inputs, framed } = createStatements(count);
  const texts = inputs.map(({ value }) => value.statement);
  const statements = texts.map((text) => JSON.parse(text) as XapiStatement);
  const type = typeOf('raw.xapi');
  const pipeline = createPipeline();
  const encode = createEncoder();
  const outputs = inputs.flatMap(pipeline);
  const perStatement = <T>(items: readonly T[], work: (item: T) => unknown): Promise<number> =>
    cpuPerItem(items.length, () => {
      for (const item of items) work(item);
    });

  return {
    per_statement_us: {
      avro_decode: await perStatement(framed, (value) => type.decode(value, FRAME_BYTES)),
      json_parse: await perStatement(texts, (text) => JSON.parse(text)),
      validate: await perStatement(statements, validate),
      fingerprint: await perStatement(statements, (statement) => fingerprint(statement, contentPrint(statement, KEY))),
      prepare_and_handle: await perStatement(inputs, pipeline),
    },
    avro_encode_per_output_us: await perStatement(outputs, encode),
    outputs_per_statement: outputs.length / inputs.length,
    batch_per_output: await measureBatches(outputs, encode),
    // Last, so that what the other validator leaves to the compiler and the collector spoils nothing.
    validation: await measureValidators(statements),
  };
};
