import { execFileSync } from 'node:child_process';
import { databaseFile, type Mode, python } from './servers.ts';

// Node.js reads SQLite files from version 22 on, Python always.
const script = `
import json, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=20)
print(json.dumps(connection.execute(sys.argv[2], sys.argv[3:]).fetchall()))
connection.commit()
`;

const sessionsOfUser = `
SELECT safejwt_refreshtoken.id FROM safejwt_refreshtoken
JOIN users_user ON users_user.id = safejwt_refreshtoken.user_id WHERE users_user.username = ?
`;

const rotationOfUser = `
SELECT generation, CAST(strftime('%s', last_used_at) AS INTEGER) FROM safejwt_refreshtoken
JOIN users_user ON users_user.id = safejwt_refreshtoken.user_id WHERE users_user.username = ?
`;

const verifyEmailOfUser = `
INSERT OR REPLACE INTO safejwt_accounts_accountemail (user_id, address, verified_at, pending_address, language)
SELECT id, email, datetime('now'), '', '' FROM users_user WHERE username = ?
`;

/** Does what following the link in the verification email does. */
export function verifyEmail(username: string, mode: Mode = 'development'): void {
  query(mode, verifyEmailOfUser, username);
}

/** Gives the user the admin. */
export function makeAdministrator(username: string, mode: Mode = 'development'): void {
  query(mode, 'UPDATE users_user SET is_staff = 1, is_superuser = 1 WHERE username = ?', username);
}

/** The ids of the user's rows in the session table, read past the server. */
export function sessionRows(username: string, mode: Mode = 'development'): string[] {
  return (query(mode, sessionsOfUser, username) as [string][]).map(([id]) => id);
}

/** Of the user's only session; `lastUsedAt` is in seconds since 1970. Without a session the generation is 0. */
export function rotationOf(username: string, mode: Mode = 'development'): { generation: number; lastUsedAt: number } {
  const rows = query(mode, rotationOfUser, username) as [number, number][];
  if (rows.length > 1) throw new Error(`${username} has ${rows.length} sessions, not one.`);
  const [generation, lastUsedAt] = rows[0] ?? [0, 0];
  return { generation, lastUsedAt };
}

function query(mode: Mode, sql: string, ...parameters: string[]): unknown {
  // -I -S: without site-packages Python starts in a fifth of the time.
  const output = execFileSync(python, ['-I', '-S', '-c', script, databaseFile(mode), sql, ...parameters]);
  return JSON.parse(output.toString());
}
