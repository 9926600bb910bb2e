import type { XapiStatement } from '../../../schemas/types.generated.ts';

/**
 * A statement as a learning record store hands it on: with the version, the time it was stored, and the authority that
 * vouches for it (xAPI 1.0.3 Data 2.4.8 to 2.4.10). That is what most real input looks like, and what makes it 1 KB.
 */
export const storedBy = (value: XapiStatement): XapiStatement => {
  const statement = JSON.parse(value.statement) as Readonly<Record<string, unknown>>;
  return {
    ...value,
    statement: JSON.stringify({
      ...statement,
      version: '1.0.3',
      stored: new Date(value.received_at).toISOString(),
      authority: {
        objectType: 'Agent',
        name: 'Learning record store of the benchmark',
        account: { homePage: `https://${value.source}.example/lrs`, name: 'a6f52b4e-0c2e-4d7f-9a55-0f6e8f1f2b7c' },
      },
    }),
  };
};
