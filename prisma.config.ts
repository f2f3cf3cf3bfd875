import { defineConfig } from 'prisma/config';

/**
 * For Prisma's own commands only (`prisma generate`, `prisma studio`); the app reads its
 * configuration elsewhere. The address is read leniently: Prisma's `env()` throws when it is unset,
 * even where no database is needed.
 */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
