import { startBehindProxies, strike } from './support/progress.ts';
import { scenario } from './support/scenario.ts';

const CUTS = 20;

scenario(
  'connections to the broker cut under load',
  async (company) => {
    await startBehindProxies(company, 'learning');
    const timed = await strike(
      company,
      'raw.xapi',
      Array.from({ length: CUTS }, () => company.proxies.kafka.cut),
    );
    return { faults: CUTS, timed };
  },
  { proxied: true },
);
