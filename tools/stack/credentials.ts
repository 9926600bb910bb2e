/** Names and passwords of the local stack. They protect nothing but 127.0.0.1, so they are no secret. */
export const KAFKA_USER = { name: 'skillstream', password: 'skillstream-kafka' } as const;
export const REDIS_USER = { name: 'skillstream', password: 'skillstream-redis' } as const;
