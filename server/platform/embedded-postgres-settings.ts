const gigabyte = 1024 ** 3

/** For a small machine that PostgreSQL shares with Parley. Given at each start, so that a new release's values apply to old folders. */
export function postgresSettings(memoryBytes: number): Record<string, string> {
  const roomy = memoryBytes >= 4 * gigabyte
  return {
    listen_addresses: '',
    unix_socket_permissions: '0700',
    max_connections: '200',
    shared_buffers: roomy ? '256MB' : '128MB',
    effective_cache_size: `${Math.max(256, Math.floor(memoryBytes / 1024 ** 2 / 3))}MB`,
    work_mem: '8MB',
    maintenance_work_mem: roomy ? '128MB' : '64MB',
    random_page_cost: '1.1',
    jit: 'off',
    synchronous_commit: 'on',
    // It ends instead, and is started again with pauses between (embedded-postgres-supervisor.ts): by itself it crashes in circles on a full
    // disk, several times a second, and was seen to hang for good.
    restart_after_crash: 'off',
    // No replicas hang on the embedded server, and backups read through SQL.
    wal_level: 'minimal',
    max_wal_senders: '0',
    checkpoint_timeout: '15min',
    // What the log may hold: never a statement or a row, they contain what customers wrote.
    log_line_prefix: '%m [%p] ',
    log_statement: 'none',
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length_on_error: '0',
    log_checkpoints: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  }
}
