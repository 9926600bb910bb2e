import { runService } from '../runtime/run.ts';
import { createResolution } from './service.ts';

await runService(createResolution, 'resolution');
