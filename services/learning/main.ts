import { peopleFromSettings } from '../people/from-settings.ts';
import { runService } from '../runtime/run.ts';
import { createLearning } from './service.ts';

await runService((settings, log) => createLearning(peopleFromSettings(settings, log)), 'learning');
