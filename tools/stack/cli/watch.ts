import type { Component, Stack } from '../types.ts';

/** The signal by which `stack start` asks the supervisor to start what has ended. */
export const START_SIGNAL = 'SIGUSR2';

/**
 * Says when a component of a running stack ends, and starts what has ended when it is asked to by a signal.
 * @returns a function that ends the watch
 */
export const watchComponents = ({ kafka, registry, redis }: Stack, print: (line: string) => void): (() => void) => {
  const components = [kafka, registry, redis];
  let watching = true;

  const watch = async (component: Component): Promise<void> => {
    const { code, signal } = await component.waitForExit();
    if (!watching) return;
    print(`${component.name} ended (${signal ?? `exit code ${code}`}); its log is ${component.logFile}`);
    print('  start it again in another terminal with: npm run stack -- start');
  };

  const startAgain = async (component: Component): Promise<void> => {
    try {
      await component.start();
      print(`${component.name} runs again`);
      void watch(component);
    } catch (error) {
      print((error as Error).message);
    }
  };
  const onSignal = (): void => {
    for (const component of components.filter((one) => !one.isRunning())) void startAgain(component);
  };

  for (const component of components) void watch(component);
  process.on(START_SIGNAL, onSignal);
  return () => {
    watching = false;
    process.off(START_SIGNAL, onSignal);
  };
};
