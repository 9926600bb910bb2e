import { peopleFromSettings } from '../people/from-settings.ts';
import { runService } from '../runtime/run.ts';
import { createIdentity } from './service.ts';

await runService((settings, log) => {
  const { key, member_id_policy } = settings.identity;
  return createIdentity({ ...peopleFromSettings(settings, log), secret: key, member_id_policy });
}, 'identity');
