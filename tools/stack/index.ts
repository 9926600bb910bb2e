export { StackError } from './errors.ts';
export { startStack } from './stack.ts';
export type { Component, ComponentName, ExitInfo, Stack, StackOptions } from './types.ts';
