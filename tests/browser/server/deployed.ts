import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { python } from './servers.ts';

const tests = join(import.meta.dirname, '..', '..');
const scripts = join(tests, '..', 'scripts');
const modules = [join(tests, 'faults'), join(tests, 'plugins'), scripts, join(scripts, 'bare-machine')];

/** The site of deploy/, which server/deployed.py runs: two servers behind Caddy, with TLS. */
export interface Deployed {
  origin: string;
  /** Kills one of the servers, and starts it again some seconds later. */
  kill(): Promise<void>;
  /** Replaces one server after the other, as a new release does. */
  release(): Promise<void>;
  end(): Promise<void>;
}

export async function deploy(): Promise<Deployed> {
  const child = spawn(python, [join(import.meta.dirname, 'deployed.py')], {
    env: { ...process.env, PYTHONPATH: modules.join(delimiter) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('The servers have ended: see the messages above.');
    return value;
  };
  const obey = async (command: string) => {
    child.stdin.write(`${command}\n`);
    await nextLine();
  };
  return {
    origin: await nextLine(),
    kill: () => obey('kill'),
    release: () => obey('release'),
    end() {
      child.stdin.end();
      return ended;
    },
  };
}
