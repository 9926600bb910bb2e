/**
 * Loaded before a command (`node --import`): takes the settings of `.env` where there is one. What the environment says counts
 * more. Node's own option `--env-file-if-exists` says at every start when there is none.
 */
try {
  process.loadEnvFile('.env');
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
