import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Argument, Command, Option } from '@commander-js/extra-typings';
import { beforeAll, expect, it } from 'vitest';
import { program } from '../../src/cli/program.js';
import { PACKAGE_DIR } from '../support/engine.js';

const DOCS = join(PACKAGE_DIR, 'docs');

let root: Command;
beforeAll(async () => {
  root = await program('', () => undefined);
});

/** A command with the commands below it, each by its whole name. */
function all(command: Command, name = 'assay'): (readonly [string, Command])[] {
  const below = command.commands.flatMap((sub) => all(sub as Command, `${name} ${sub.name()}`));
  return [[name, command], ...below];
}

/** As it reads on any machine. */
function plain(text: string): string {
  return text.replaceAll(`${PACKAGE_DIR}/`, '').replaceAll('|', '\\|').replaceAll('\n', ' ');
}

const table = (heading: string, rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0
    ? []
    : [`| ${heading} | meaning | default |`, '|---|---|---|', ...rows.map((cells) => `| ${cells.join(' | ')} |`), ''];

function defaultOf({ defaultValue, defaultValueDescription }: Option | Argument): string {
  if (defaultValueDescription !== undefined) return plain(defaultValueDescription);
  if (defaultValue === undefined || (Array.isArray(defaultValue) && defaultValue.length === 0)) return '';
  return `\`${plain(typeof defaultValue === 'string' ? defaultValue : JSON.stringify(defaultValue))}\``;
}

function optionRow(option: Option): string[] {
  const choices = option.argChoices === undefined ? '' : `: ${option.argChoices.join(', ')}`;
  const needed = option.mandatory && option.defaultValue === undefined ? ' (needed)' : '';
  return [`\`${plain(option.flags)}\``, plain(option.description) + choices + needed, defaultOf(option)];
}

function sectionOf([name, command]: readonly [string, Command]): string[] {
  const args = command.registeredArguments.map((argument) => {
    const shown = argument.variadic ? `${argument.name()}…` : argument.name();
    return [argument.required ? `\`<${shown}>\`` : `\`[${shown}]\``, plain(argument.description), defaultOf(argument)];
  });
  const options = command.options.filter(({ hidden, long }) => !hidden && long !== '--version').map(optionRow);
  const parts = [...table('argument', args), ...table('option', options)];
  return [`## ${name}`, '', `${plain(command.description())}.`, '', ...parts];
}

it('docs/commands.md has every command, argument and option, as the commands have them', async () => {
  const intro = [
    '# Commands',
    '',
    'Every command with its arguments and options, written from the commands themselves. `assay <command> --help` says the same on a terminal. What exit codes say stands in the [README](../README.md).',
    '',
  ];
  const lines = [...intro, ...all(root).slice(1).flatMap(sectionOf)];
  await expect(`${lines.join('\n').trimEnd()}\n`).toMatchFileSnapshot(join(DOCS, 'commands.md'));
});

it('what the other pages say of options is said of options that there are', async () => {
  const known = new Set(all(root).flatMap(([, { options }]) => options.flatMap(({ long }) => long ?? [])));
  const names = (await readdir(DOCS)).filter((name) => name.endsWith('.md'));
  const pages = await Promise.all(names.map(async (name) => [name, await readFile(join(DOCS, name), 'utf8')] as const));
  const unknown = pages.flatMap(([name, text]) =>
    [...text.matchAll(/^\| `(--[a-z-]+)/gmu)].flatMap(([, flag = '']) => (known.has(flag) ? [] : [`${name}: ${flag}`])),
  );
  expect(unknown).toEqual([]);
});
