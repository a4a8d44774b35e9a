import { drawLoginCode } from './login-code.ts';
import { readWeChatSettings, type WeChatSettingsInput } from './settings.ts';
import { readStatus, type WeChatStatus } from './status.ts';

/**
 * For `doctor`, which runs beside the bot: what the bot wrote down about WeChat, and whether the packages are there.
 * Throws an error with the next step where something is to be done.
 */
export async function examineWeChat(input: WeChatSettingsInput, runs: (pid: number) => boolean): Promise<string> {
  const { puppet, dataDirectory } = readWeChatSettings(input);
  for (const name of ['wechaty', puppet]) {
    if (!isInstalled(name)) throw new Error(`the package ${name} is not installed: run "npm install ${name}"`);
  }
  const status = readStatus(dataDirectory);
  if (status === null) return `${puppet} is installed; not started yet`;
  if (status.bridge !== null && !runs(status.bridge)) return `${puppet} is installed; the bot is not running`;
  return describe(status);
}

async function describe({ state, at, starts }: WeChatStatus): Promise<string> {
  const since = Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: 'second' });
  switch (state.kind) {
    case 'logged-in':
      return `logged in since ${since}; the bridge was started ${starts} time(s)`;
    case 'waiting-for-scan':
      throw new Error(`scan this with the phone of the account:\n${await drawLoginCode(state.link)}`);
    case 'logged-out':
      throw new Error(`logged out since ${since}: see the log of the puppet service; a new login code appears here`);
    case 'down':
      throw new Error(`the bridge ended at ${since} and is tried again: ${state.cause}`);
    case 'starting':
    case 'connecting':
      return `connecting since ${since}`;
    case 'stopped':
      return 'stopped';
    default:
      return state satisfies never;
  }
}

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
