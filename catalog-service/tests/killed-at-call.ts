/** Ports that work until their nth call, which may still take effect; from then on every call fails, as in a dead process. */
export function killedAtCall(n: number, takesEffect: boolean) {
  let calls = 0;
  const mortal = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          calls += 1;
          if (calls > n || (calls === n && !takesEffect)) throw new Error('killed');
          const result: unknown = await method.apply(target, args);
          if (calls >= n) throw new Error('killed');
          return result;
        };
      },
    });
  return { mortal, isDead: () => calls >= n };
}
