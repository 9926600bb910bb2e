import { runService } from '../runtime/run.ts';
import { identityFromSettings } from './from-settings.ts';

await runService(identityFromSettings, 'identity');
