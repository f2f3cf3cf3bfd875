import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BuildCompilerFromPool as BuildValidator } from '@fastify/ajv-compiler';
import {
  type SerializerFactory as BuildSerializer,
  type Serializer as Serialize,
  SerializerSelector,
} from '@fastify/fast-json-stringify-compiler';
import { createBuildValidator } from './body-validation.ts';

type Validate = ReturnType<ReturnType<BuildValidator>>;

export interface SchemaCompilers {
  buildValidator: BuildValidator;
  buildSerializer: BuildSerializer;
  /** Compiles the schemas of these routes now. */
  compileRoutes(urls: readonly string[]): void;
  /** Compiles all schemas, one in each turn of the event loop, until `signal` is aborted. */
  compileAll(signal?: AbortSignal): Promise<void>;
}

interface Schema {
  url: string;
  compile(): void;
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
        schemas.push({ url: definition.url ?? '', compile: get });
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
        schemas.push({ url: definition.url, compile: get });
        return ((document) => get()(document)) satisfies Serialize;
      };
    },

    compileRoutes(urls) {
      for (const { url, compile } of schemas) if (urls.includes(url)) compile();
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

function compileOnce<Compiled extends object>(compile: () => Compiled): () => Compiled {
  let compiled: Compiled | undefined;
  return () => {
    compiled ??= compile();
    return compiled;
  };
}
