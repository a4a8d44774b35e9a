/** The weights of a network with one hidden layer and a straight path beside it, as they are shipped. */
export interface NetworkWeights {
  inputs: number;
  hidden: number;
  /** hidden × inputs, row by row; then the hidden biases, the output weights, the straight weights, the bias. */
  values: readonly number[];
}

export type Network = (features: Float32Array) => number;

/** output = bias + straight·x + Σ out·tanh(hidden·x + b). Several networks are averaged, which steadies the fit. */
export function createNetwork(members: readonly NetworkWeights[]): Network {
  const networks = members.map(memberOf);
  return (features) => {
    let sum = 0;
    for (const network of networks) sum += network(features);
    return sum / networks.length;
  };
}

function memberOf({ inputs, hidden, values }: NetworkWeights): Network {
  const weights = Float64Array.from(values);
  const biasAt = hidden * inputs;
  const outAt = biasAt + hidden;
  const straightAt = outAt + hidden;
  return (features) => {
    let output = weights[straightAt + inputs] ?? 0;
    for (let unit = 0; unit < hidden; unit += 1) {
      let sum = weights[biasAt + unit] ?? 0;
      const row = unit * inputs;
      for (let i = 0; i < inputs; i += 1) sum += (weights[row + i] ?? 0) * (features[i] ?? 0);
      output += Math.tanh(sum) * (weights[outAt + unit] ?? 0);
    }
    for (let i = 0; i < inputs; i += 1) output += (weights[straightAt + i] ?? 0) * (features[i] ?? 0);
    return output;
  };
}
