import { peopleFromSettings } from '../people/from-settings.ts';
import { runService } from '../runtime/run.ts';
import { createEnrollment } from './service.ts';

await runService((settings, log) => createEnrollment(peopleFromSettings(settings, log)), 'enrollment');
