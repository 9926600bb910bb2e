export type { JavaRecord } from './console-records.ts';
export { StackError } from './errors.ts';
export { type ReadOptions, readWithJava } from './java-consumer.ts';
export { clientProperties, type KafkaTools } from './kafka-client.ts';
export { startStack } from './stack.ts';
export type { Component, ComponentName, ExitInfo, Stack, StackOptions } from './types.ts';
