export type ComponentName = 'kafka' | 'registry' | 'redis';

export interface StackOptions {
  /** `free` (default): any free ports, so that stacks live side by side. `fixed`: Kafka 9092, registry 8081, Redis 6379. */
  readonly ports?: 'free' | 'fixed';
  /** Keeps the data in this folder for the next start. Without it the data is thrown away at the end. */
  readonly dataDir?: string;
  /**
   * `plaintext` (default), or `tls`: SASL_SSL (SCRAM-SHA-512 and PLAIN) for Kafka, TLS and an ACL user for Redis, HTTPS
   * for the registry.
   */
  readonly security?: 'plaintext' | 'tls';
  /**
   * Passwords of further users of Kafka (PLAIN), by their names; for `tls` only. Given, the authorizer is on: those users may
   * do nothing until they are given ACLs, and the user of `Stack.env` everything.
   */
  readonly users?: Readonly<Record<string, string>>;
  /** Folder for the log files; default a new one below `var/logs`. */
  readonly logsDir?: string;
  /** Components to start; default all of them. The others can be started later. */
  readonly only?: readonly ComponentName[];
  /** Gives the broker a second listener, for a proxy before it: `Stack.kafkaProxied`. For free ports only. */
  readonly kafkaProxied?: boolean;
  /** Hears of slow steps, such as the first download. Default: stderr. */
  readonly log?: (line: string) => void;
}

export interface ExitInfo {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A listener whose clients are told to come back by another port: that of a proxy. */
export interface ProxiedListener {
  /** Where the broker listens. */
  readonly port: number;
  /** Where the proxy has to listen. */
  readonly advertised_port: number;
}

/** One child process of the stack. */
export interface Component {
  readonly name: ComponentName;
  /** Null while the process does not run. */
  readonly pid: number | null;
  readonly port: number;
  readonly logFile: string;
  isRunning(): boolean;
  /** Starts it again, with the same port and data, and waits until it answers. */
  start(): Promise<void>;
  /** Ends it in an orderly way and waits for its end. Its data stays. */
  stop(): Promise<void>;
  /** Sends a signal that ends it, SIGKILL unless said otherwise, and waits for its end. */
  kill(signal?: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<void>;
  /** Freezes the process (SIGSTOP): connections stay open and nothing answers. */
  pause(): void;
  /** Lets a frozen process go on (SIGCONT). */
  resume(): void;
  /** What is known of an end: its log, and a full disk. */
  whyEnded(exit: ExitInfo): Promise<string>;
  /** Resolves when the running process ends, for whatever reason; at once when it does not run. */
  waitForExit(): Promise<ExitInfo>;
}

export interface Stack {
  /** Settings with which a service reaches the stack: `KAFKA_BROKERS`, `SCHEMA_REGISTRY_URL`, `REDIS_URL` and so on. */
  readonly env: Readonly<Record<string, string>>;
  readonly kafka: Component;
  /** Null unless `StackOptions.kafkaProxied` asked for it. */
  readonly kafkaProxied: ProxiedListener | null;
  readonly registry: Component;
  readonly redis: Component;
  readonly logsDir: string;
  /** Class path and Java with which the tools of Kafka run. */
  readonly kafkaClasspath: string;
  readonly javaExecutable: string;
  /** Ends all components and removes throw-away data. May be called again. */
  stop(): Promise<void>;
}
