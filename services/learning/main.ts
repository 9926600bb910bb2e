import { peopleFromSettings } from '../people/from-settings.ts';
import { runService } from '../runtime/run.ts';
import { createLearning } from './service.ts';

await runService((settings) => createLearning(peopleFromSettings(settings)), 'learning');
