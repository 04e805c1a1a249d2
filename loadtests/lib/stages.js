// The shapes of load. Nothing here needs k6.

/** A rate of records that rises in five equal steps, each held for a while. */
export function rising(records, batch, hold) {
  return {
    executor: 'ramping-arrival-rate',
    startRate: 1,
    timeUnit: '1s',
    preAllocatedVUs: 50,
    maxVUs: 400,
    stages: [1, 2, 3, 4, 5].flatMap((step) => {
      const target = requests((records * step) / 5, batch);
      return [
        { target, duration: '5s' },
        { target, duration: hold },
      ];
    }),
  };
}

/** How many requests a second carry so many records a second. */
export function requests(records, batch) {
  return Math.max(1, Math.round(records / batch));
}
