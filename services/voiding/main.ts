import { runService } from '../runtime/run.ts';
import { voidingFromSettings } from './from-settings.ts';

await runService(voidingFromSettings, 'voiding');
