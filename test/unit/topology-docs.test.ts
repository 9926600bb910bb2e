import { describe, expect, it } from 'vitest';
import { renderTopicsDoc } from '../../topology/docs.ts';
import type { TopicDeclaration, Topology } from '../../topology/types.ts';

const topic = (changes: Partial<TopicDeclaration>): TopicDeclaration => ({
  partitions: 2,
  cleanup: 'delete',
  retention_ms: 86_400_000,
  key: 'member | course',
  schema: null,
  message_max_bytes: 1,
  timestamp_type: 'CreateTime',
  writers: 'internal',
  audience: 'public',
  owner: 'Team',
  description: 'Something.',
  ...changes,
});

const topology: Topology = {
  topics: {
    'in.put': topic({ schema: 'raw/in.avsc' }),
    'in.put.dlq': topic({ retention_ms: 30 * 86_400_000 }),
    'out-put': topic({ cleanup: 'compact', retention_ms: null, audience: 'internal' }),
    'ops.ledger': topic({ retention_ms: 5 * 365 * 86_400_000 }),
  },
  services: {
    worker: {
      description: 'Works.',
      inputs: ['in.put'],
      outputs: ['out-put', 'in.put.dlq', 'ops.ledger'],
      lookups: ['look.up'],
      tables: [],
      probe_port: 1234,
    },
  },
  tools: { mend: { description: 'Mends.', inputs: ['in.put.dlq'], outputs: ['in.put'], lookups: ['look.up'] } },
  neighbours: { sender: { description: 'Sends.', reads: [], writes: ['in.put'] } },
  exporters: { 'lag-exporter': { description: 'Measures.', probe_port: 4321, inputs: [], watches_groups: 'group.' } },
};

describe('the documentation of the topology', () => {
  const text = renderTopicsDoc(topology);
  const section = (title: string): string => text.split('\n## ').find((part) => part.startsWith(title)) ?? '';

  it('lists topics by audience, with how long they keep records', () => {
    expect(section('Public topics')).toContain(
      '| `in.put` | Something. | member \\| course | [in.put-value](../schemas/raw/in.avsc) | 2 | 1 day | Team |',
    );
    expect(section('Public topics')).toContain(
      '| `in.put.dlq` | Something. | member \\| course | bytes of the input | 2 | 30 days |',
    );
    expect(section('Public topics')).toContain('| 5 years | Team |');
    expect(section('Public topics')).not.toContain('out-put');
    expect(section('Internal topics')).toContain('| newest of each key | Team |');
  });

  it('lists services with all that they read and write', () => {
    expect(section('Services')).toContain(
      '| `worker` | Works. | `in.put` | `look.up` | `out-put`, `in.put.dlq`, `ops.ledger` | 1234 |',
    );
  });

  it('lists tools', () => {
    expect(section('Tools')).toContain('| `mend` | Mends. | `in.put.dlq`, `look.up` | `in.put` |');
  });

  it('lists neighbours', () => {
    expect(section('Neighbours')).toContain('| `sender` | Sends. |  | `in.put` |');
  });

  it('draws what flows, without what every service writes', () => {
    const lines = section('Flow').split('\n');
    expect(lines.filter((line) => line.includes('-->'))).toEqual([
      '  topic_in_put --> service_worker',
      '  service_worker --> topic_out_put',
    ]);
    expect(lines).toContain('  topic_out_put[("out-put")]:::internal');
    expect(section('Flow')).not.toMatch(/dlq|ops_ledger/);
  });
});
