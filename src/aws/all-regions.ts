/** Reads several Regions side by side. The first failure ends the others and rises. */
export async function allRegions<Region, Result>(
  regions: readonly Region[],
  signal: AbortSignal,
  read: (region: Region, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  signal.throwIfAborted();
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  try {
    return await Promise.all(regions.map((region) => read(region, either)));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}
