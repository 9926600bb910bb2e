import { runService } from '../runtime/run.ts';
import { profileFromSettings } from './from-settings.ts';

await runService(profileFromSettings, 'profile');
