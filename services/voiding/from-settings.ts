import type { Settings } from '../runtime/config/settings.ts';
import type { Service } from '../runtime/service.ts';
import { createVoiding } from './service.ts';

/** The voiding service as its settings say. */
export const voidingFromSettings = ({ voiding }: Pick<Settings, 'voiding'>): Service => createVoiding(voiding);
