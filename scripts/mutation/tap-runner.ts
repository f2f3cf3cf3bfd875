/**
 * Stryker's test runner for this repository. It runs tap files inside the worker process, where the
 * app stays loaded between mutants: starting a process for each file takes seconds, most of them to
 * load modules.
 */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { register } from 'node:module';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type { InstrumenterContext, StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import type { TAP } from 'tap';
import { setCurrentTest } from './tap-in-process.ts';

/** The options of `scripts/mutation.ts` for this runner. */
export interface TapRunnerOptions {
  /** Test files, relative to the repository. */
  tests: string[];
  /**
   * Modules to load before the first test. Their top-level code runs in no test then, so Stryker
   * lets them be loaded again for its mutants.
   */
  preload: string[];
  /** A file for reasons not to trust the results. */
  problemsFile: string;
}

/** So many killed mutants in a row are followed by a run of the last file without a mutant. */
const KILLS_PER_CONTROL = 10;

/** In the worker's folder, the sandbox. */
const DURATIONS = 'mutation-durations.json';

declare global {
  var __stryker__: InstrumenterContext | undefined;
}

export class TapRunner implements TestRunner {
  static readonly inject = tokens(commonTokens.options);
  readonly #options: TapRunnerOptions;
  #root: TAP | undefined;
  /** Which copy of the modules is used, as part of their URLs. Undefined until they are loaded. */
  #loaded: string | undefined;
  #reloads = 0;
  #runs = 0;
  #kills = 0;
  #uncaught: string | undefined;
  /** Milliseconds that each file took in the dry run, to run the quickest first. */
  #durations = new Map<string, number>();

  constructor(options: StrykerOptions & { tapInProcess?: TapRunnerOptions }) {
    this.#options = options.tapInProcess ?? { tests: [], preload: [], problemsFile: 'problems' };
  }

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    // Stryker has a timeout for each mutant; tap's would end the process that runs all of them.
    process.env.TAP_TIMEOUT = '0';
    this.#root = (await import('tap')).t;
    this.#root.setTimeout(0);
    const replacement = new URL('./tap-in-process.ts', import.meta.url).href;
    register(`data:text/javascript,${encodeURIComponent(hookSource(replacement))}`);
    // A worker that replaces another one reads what the dry run of the first one measured.
    this.#durations = new Map(JSON.parse(await readFile(DURATIONS, 'utf8').catch(() => '[]')));
    process.on('uncaughtException', (error) => {
      this.#uncaught = String(error);
    });
  }

  async dryRun(): Promise<DryRunResult> {
    const context = instrumenterContext();
    await this.#load();
    const results: TestResult[] = [];
    for (const file of this.#options.tests) {
      context.currentTestId = file;
      results.push(await this.#runFile(file));
    }
    delete context.currentTestId;
    this.#durations = new Map(results.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    await writeFile(DURATIONS, JSON.stringify([...this.#durations]));
    const mutantCoverage = context.mutantCoverage ?? { static: {}, perTest: {} };
    return { status: DryRunStatus.Complete, tests: results, mutantCoverage };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const context = instrumenterContext();
    const { activeMutant, mutantActivation, hitLimit, testFilter = this.#options.tests } = options;
    if (options.reloadEnvironment) this.#loaded = undefined;
    Object.assign(context, { hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
    // A static mutant changes what a module does while it loads; the others start with intact modules.
    if (mutantActivation === 'runtime') await this.#load();
    context.activeMutant = activeMutant.id;
    const tests = await this.#runUntilFailure(testFilter);
    delete context.activeMutant;
    if (mutantActivation === 'runtime') await this.#control(tests.at(-1));
    const hitLimitReached = determineHitLimitReached(context.hitCount, hitLimit);
    return toMutantRunResult(hitLimitReached ?? { status: DryRunStatus.Complete, tests });
  }

  /** Runs the quickest files first. A mutant that breaks the loading of the modules fails too. */
  async #runUntilFailure(files: readonly string[]): Promise<TestResult[]> {
    const duration = (file: string) => this.#durations.get(file) ?? 0;
    const results: TestResult[] = [];
    try {
      await this.#load();
    } catch (error) {
      return [failure(files[0] ?? '', 0, String(error))];
    }
    for (const file of [...files].sort((a, b) => duration(a) - duration(b))) {
      const result = await this.#runFile(file);
      results.push(result);
      if (result.status === TestStatus.Failed) break;
    }
    return results;
  }

  /**
   * The modules outlive a mutant. If one left them broken, the tests would kill all mutants after it,
   * so a file that fails must pass again without a mutant.
   */
  async #control(last: TestResult | undefined): Promise<void> {
    this.#kills = last?.status === TestStatus.Failed ? this.#kills + 1 : 0;
    if (!last || this.#kills < KILLS_PER_CONTROL) return;
    this.#kills = 0;
    const { status } = await this.#runFile(last.id);
    if (status === TestStatus.Success) return;
    await appendFile(this.#options.problemsFile, `${last.id} fails without a mutant, too\n`);
  }

  /** The modules and everything that they import get new URLs, so Node.js loads them again. */
  async #load() {
    if (this.#loaded !== undefined) return;
    this.#reloads += 1;
    const query = `reload=${this.#reloads}`;
    for (const file of this.#options.preload) await import(`${pathToFileURL(resolve(file)).href}?${query}`);
    this.#loaded = query;
  }

  async #runFile(file: string): Promise<TestResult> {
    if (!this.#root) throw new Error('not initialized');
    this.#uncaught = undefined;
    this.#runs += 1;
    const started = performance.now();
    const url = `${pathToFileURL(resolve(file)).href}?run=${this.#runs}&${this.#loaded}`;
    const result = await this.#root.test(file, { silent: true, timeout: 0 }, async (t) => {
      setCurrentTest(t as never);
      await import(url);
    });
    const timeSpentMs = performance.now() - started;
    // Not the mutant's failure: Stryker runs it again in another worker.
    if (!result) throw new Error(`tap did not run ${file}`);
    if (result.ok && !this.#uncaught) {
      return { id: file, name: file, fileName: resolve(file), timeSpentMs, status: TestStatus.Success };
    }
    const names = result.failures.map(({ name, diag }) => `${name} ${diag?.message ?? ''}`).join(', ');
    return failure(file, timeSpentMs, this.#uncaught ?? names);
  }
}

function failure(file: string, timeSpentMs: number, failureMessage: string): TestResult {
  return {
    id: file,
    name: file,
    fileName: resolve(file),
    timeSpentMs,
    status: TestStatus.Failed,
    failureMessage,
  };
}

function instrumenterContext(): InstrumenterContext {
  globalThis.__stryker__ ??= {};
  return globalThis.__stryker__;
}

/**
 * A module hook that replaces `tap` where a file imports it by this name. A module that was loaded
 * with `reload` in its URL passes it on to the repository's modules that it imports. The generated
 * database client has no mutants and takes longest to load.
 */
function hookSource(replacement: string): string {
  return `export async function resolve(specifier, context, next) {
    if (specifier === 'tap') return { url: ${JSON.stringify(replacement)}, shortCircuit: true };
    const resolved = await next(specifier, context);
    const [reload] = /\\breload=\\d+/.exec(context.parentURL ?? '') ?? [];
    const isShared = !/^\\.{1,2}\\//.test(specifier) || /\\/(node_modules|generated)\\//.test(resolved.url);
    if (reload === undefined || isShared || !resolved.url.startsWith('file:')) return resolved;
    return { ...resolved, url: resolved.url.split('?')[0] + '?' + reload };
  }`;
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'tap-in-process', TapRunner)];
