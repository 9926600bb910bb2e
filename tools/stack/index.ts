export { compiledJava } from './components/compiled-java.ts';
export { StackError } from './errors.ts';
export { clientProperties, type KafkaTools } from './java-consumer/client-properties.ts';
export type { JavaRecord } from './java-consumer/console-records.ts';
export { type ReadOptions, readAllWithJava, readWithJava } from './java-consumer/read.ts';
export { type JavaTopicRecord, readTopicsWithJava } from './java-consumer/read-topics.ts';
export { startStack } from './stack.ts';
export type { Component, ComponentName, ExitInfo, Stack, StackOptions } from './types.ts';
