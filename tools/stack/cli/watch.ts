import type { Component, Stack } from '../types.ts';

/** The signal by which `stack start` asks the supervisor to start what has ended. */
export const START_SIGNAL = 'SIGUSR2';

/**
 * Says when a component of a running stack ends, and starts what has ended when it is asked to by a signal.
 * @param onStarted called when a component was started again: its process id is another one
 * @returns a function that ends the watch
 */
export const watchComponents = (
  { kafka, registry, redis }: Pick<Stack, 'kafka' | 'registry' | 'redis'>,
  print: (line: string) => void,
  onStarted: () => Promise<void>,
): (() => void) => {
  const components = [kafka, registry, redis].filter((component) => component.isRunning());
  let watching = true;

  const watch = async (component: Component): Promise<void> => {
    const exit = await component.waitForExit();
    if (!watching) return;
    print(await component.whyEnded(exit));
    print('  start it again in another terminal with: npm run stack -- start');
  };

  const startAgain = async (component: Component): Promise<void> => {
    try {
      await component.start();
      await onStarted();
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
