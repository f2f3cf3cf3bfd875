import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BuildCompilerFromPool as BuildValidator } from '@fastify/ajv-compiler';
import {
  type SerializerFactory as BuildSerializer,
  type Serializer as Serialize,
  SerializerSelector,
} from '@fastify/fast-json-stringify-compiler';
import { createBuildValidator } from './body-validation.ts';
import { samplesOf } from './schema-samples.ts';

type Validate = ReturnType<ReturnType<BuildValidator>>;

export interface SchemaCompilers {
  buildValidator: BuildValidator;
  buildSerializer: BuildSerializer;
  /** Compiles the schemas of these routes now, so that no request compiles anything. */
  compileRoutes(urls: readonly string[]): void;
  /** Compiles all schemas, one in each turn of the event loop, until `signal` is aborted. */
  compileAll(signal?: AbortSignal): Promise<void>;
}

interface Schema {
  url: string;
  compile(): void;
  /** Also compiles what is otherwise compiled at the first use. */
  warmUp(): void;
}

/**
 * Compiles the schemas of routes when they are first used. Compiling all of them takes longer than
 * anything else at the start. Routes with the same schema share what is compiled: those of meetings
 * and webinars, and HEAD and GET.
 */
export function createSchemaCompilers(): SchemaCompilers {
  const schemas: Schema[] = [];
  const buildValidatorNow = createBuildValidator();
  const buildSerializerNow = SerializerSelector();

  return {
    buildValidator(externalSchemas, options) {
      const compile = shared(buildValidatorNow(externalSchemas, options));
      return (definition) => {
        const get = compileOnce(() => compile(definition));
        schemas.push({ url: definition.url ?? '', compile: get, warmUp: get });
        const validate = (data: unknown): boolean => {
          const compiled = get();
          const isValid = compiled(data) as boolean;
          validate.errors = compiled.errors;
          return isValid;
        };
        validate.errors = null as Validate['errors'];
        return validate as Validate;
      };
    },

    buildSerializer(externalSchemas, options) {
      const compile = shared(buildSerializerNow(externalSchemas, options));
      return (definition) => {
        const get = compileOnce(() => compile(definition));
        const warmUp = () => {
          const serialize = get();
          for (const sample of samplesOf(definition.schema)) serializeSample(serialize, sample);
        };
        schemas.push({ url: definition.url, compile: get, warmUp });
        return ((document) => get()(document)) satisfies Serialize;
      };
    },

    compileRoutes(urls) {
      for (const { url, warmUp } of schemas) if (urls.includes(url)) warmUp();
    },

    async compileAll(signal) {
      for (const { compile } of schemas) {
        if (signal?.aborted) return;
        compile();
        await nextTurn();
      }
    },
  };
}

/** A function that compiles equal schemas once. */
function shared<Definition extends { schema?: unknown }, Compiled>(
  compile: (definition: Definition) => Compiled,
): (definition: Definition) => Compiled {
  const compiled = new Map<string, Compiled>();
  return (definition) => {
    const key = JSON.stringify(definition.schema);
    const existing = compiled.get(key);
    if (existing !== undefined) return existing;
    const added = compile(definition);
    compiled.set(key, added);
    return added;
  };
}

/** A sample that does not match, such as a string that is too short, compiles enough as well. */
function serializeSample(serialize: Serialize, sample: unknown): void {
  try {
    serialize(sample);
  } catch {}
}

function compileOnce<Compiled extends object>(compile: () => Compiled): () => Compiled {
  let compiled: Compiled | undefined;
  return () => {
    compiled ??= compile();
    return compiled;
  };
}
