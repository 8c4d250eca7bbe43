// Loaded into the real Prisma: its pool keeps PostgreSQL's connections, and so the process, for ten seconds after its answer.
const set = globalThis.setTimeout
globalThis.setTimeout = Object.assign((...of) => {
  const timer = set(...of)
  if (of[1] >= 5000) timer.unref()
  return timer
}, set)
