import { runService } from '../runtime/run.ts';
import { enrollmentFromSettings } from './from-settings.ts';

await runService(enrollmentFromSettings, 'enrollment');
