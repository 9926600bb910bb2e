import { runService } from '../runtime/run.ts';
import { learningFromSettings } from './from-settings.ts';

await runService(learningFromSettings, 'learning');
