import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Command, Option } from 'commander';
import { readConfig } from '../config.ts';
import { LOCALES, type Locale, WarmlineError } from '../core/index.ts';
import { type FlowLibrary, flowGraph, openFlowLibrary, PORTS, problemText, simulateFlow } from '../flows/index.ts';
import { systemClock } from '../system.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-codes.ts';

/** `warmline flow …`: what somebody who writes guided dialogues needs. Touches no database. */
export function flowCommand(context: CommandContext): Command {
  return new Command('flow')
    .description('guided dialogues')
    .addCommand(lintCommand(context))
    .addCommand(graphCommand(context))
    .addCommand(simulateCommand(context));
}

function lintCommand(context: CommandContext): Command {
  return new Command('lint')
    .description('find what is wrong in the flow files')
    .option('--json', 'one JSON object per line')
    .action(async (options: { json?: boolean }) => {
      const library = await openFlows(context);
      const problems = library.problems();
      for (const problem of problems) console.log(options.json ? JSON.stringify(problem) : problemText(problem));
      if (problems.some((problem) => problem.severity === 'error')) context.exitCode = EXIT.findings;
      if (problems.length === 0 && !options.json) console.log(`No problems in ${library.flows().length} flows.`);
    });
}

function graphCommand(context: CommandContext): Command {
  return new Command('graph')
    .description('draw a flow as a Mermaid chart')
    .argument('<flow>')
    .action(async (id: string) => {
      const library = await openFlows(context);
      const flow = library.flow(id);
      if (flow === null) throw unknownFlow(library, id);
      console.log(flowGraph(flow.definition));
    });
}

function simulateCommand(context: CommandContext): Command {
  return new Command('simulate')
    .description('talk to a flow; what it would call or do is printed in brackets')
    .argument('<flow>')
    .addOption(new Option('--locale <locale>', 'the language of the customer').choices([...LOCALES]))
    .option('--say <line...>', 'the customer’s lines; without it they are read from the terminal')
    .option('--on <port=outcome...>', 'what a port gives, such as orders.find=unavailable')
    .action(async (id: string, options: { locale?: Locale; say?: string[]; on?: string[] }) => {
      const library = await openFlows(context);
      const outcomes = Object.fromEntries((options.on ?? []).map(portOutcome));
      const locale = options.locale ?? readConfig(context.env).DEFAULT_LOCALE;
      const simulation = simulateFlow(library, id, { locale, now: systemClock.now(), outcomes });
      if (simulation === null) throw unknownFlow(library, id);
      print(await simulation.start());
      const terminal = options.say ? null : createInterface({ input: process.stdin });
      for await (const line of options.say ?? terminal ?? []) {
        if (options.say) console.log(`> ${line}`);
        print(await simulation.say(line));
        if (simulation.over) break;
      }
      terminal?.close();
    });
}

function openFlows(context: CommandContext): Promise<FlowLibrary> {
  const directory = join(readConfig(context.env).KNOWLEDGE_DIR, 'flows');
  return openFlowLibrary({ directory, timeZone: readConfig(context.env).TIME_ZONE, ports: PORTS });
}

function portOutcome(text: string): [string, string] {
  const [port = '', outcome = ''] = text.split('=');
  const known: readonly string[] | undefined = Object.hasOwn(PORTS, port)
    ? PORTS[port as keyof typeof PORTS].outcomes
    : undefined;
  if (known === undefined)
    throw new WarmlineError('USAGE', `There is no port "${port}". Ports are: ${Object.keys(PORTS).join(', ')}.`);
  if (outcome !== 'unavailable' && !known.includes(outcome))
    throw new WarmlineError('USAGE', `${port} ends as ${[...known, 'unavailable'].join(', ')}; not as "${outcome}".`);
  return [port, outcome];
}

function unknownFlow(library: FlowLibrary, id: string): WarmlineError {
  const ids = library.flows().map((flow) => flow.id);
  return new WarmlineError('NOT_FOUND', `There is no flow "${id}". Flows are: ${ids.join(', ')}.`);
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}
