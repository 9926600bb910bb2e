import { parseArgs } from 'node:util';
import { SettingsError } from '../../services/runtime/config/settings.ts';
import { SkillstreamError } from '../../services/runtime/errors.ts';
import { type TopicName, topology } from '../../topology/topology.ts';
import { readToolSettings } from '../cli/settings.ts';
import { applyTopology, compareTopology, TopologyRefused } from './apply.ts';
import { moveRecords } from './move.ts';
import { describePlan } from './print.ts';

const USAGE = `Compares the topology with the cluster of KAFKA_BROKERS and the registry of SCHEMA_REGISTRY_URL.

  npm run topology -- plan    shows what differs; ends with 0 when nothing does, with 2 when something does
  npm run topology -- apply   makes it so; ends with 3, and changes nothing, when that would lose data or break readers
  npm run topology -- move <topic>
                              moves the records of partitions beyond the declared number into the declared ones; stop the
                              topic's producers first (docs/runbooks.md#skillstreamundeclaredpartitions)

With TOPOLOGY_ACLS=true both also look after the ACLs of services, tools and neighbours; see docs/security.md.

  --json              the plan as JSON
  --allow-data-loss   lets changes of cleanup or retention through that delete records
  --help`;

const EXIT = { same: 0, failed: 1, differs: 2, refused: 3, usage: 64 } as const;

const parse = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        'allow-data-loss': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(EXIT.usage);
  }
};

const run = async (): Promise<number> => {
  const { values, positionals } = parse();
  const [command, topic] = positionals;
  if (values.help) {
    console.log(USAGE);
    return EXIT.same;
  }
  if (command === 'move' && topic !== undefined && positionals.length === 2) return move(topic);
  if ((command !== 'plan' && command !== 'apply') || positionals.length > 1) {
    console.error(USAGE);
    return EXIT.usage;
  }
  const settings = readToolSettings(['kafka', 'registry', 'provisioning']);
  const options = { allow_data_loss: values['allow-data-loss'] };
  const plan = await (command === 'plan' ? compareTopology : applyTopology)(settings, options);
  console.log(values.json ? JSON.stringify(plan, null, 2) : describePlan(plan));
  const differs = plan.actions.length + plan.refusals.length > 0;
  return command === 'plan' && differs ? EXIT.differs : EXIT.same;
};

const move = async (topic: string): Promise<number> => {
  if (!Object.hasOwn(topology.topics, topic)) {
    console.error(`${topic} is no topic of the topology`);
    return EXIT.usage;
  }
  const { kafka } = readToolSettings(['kafka']);
  for (const { partition, records } of await moveRecords(kafka, topic as TopicName)) {
    console.log(`${topic}/${partition}: ${records} records moved`);
  }
  return EXIT.same;
};

try {
  process.exitCode = await run();
} catch (error) {
  // Errors of our own say what to do; anything else is a bug and shows where.
  const known = error instanceof SkillstreamError || error instanceof SettingsError;
  console.error(known ? error.message : error);
  process.exitCode = error instanceof TopologyRefused ? EXIT.refused : EXIT.failed;
}
