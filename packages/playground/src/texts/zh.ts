import type { Texts } from ".";

/** 页面上的全部中文。 */
export const zh: Texts = {
  name: "中文",
  title: "交叉熵与标签平滑 · 动手试试",
  intro:
    "拖动 logits，看损失如何变化。所有数字都由 crossent 在本页面内算出，它是 PyTorch 交叉熵的 TypeScript 实现。",
  skip: "跳到主要内容",

  links: "链接",
  guide: "指南",
  reference: "API",
  toCode: "代码",

  language: "语言",
  theme: "主题",
  themeAuto: "跟随系统",
  themeLight: "浅色",
  themeDark: "深色",

  presets: "示例",
  presetIndices: "类别索引标签",
  presetProbabilities: "概率标签",
  presetSmoothing: "标签平滑 0.3",
  presetWeights: "类别权重",

  loss: "损失",
  lossNow: "当前损失",
  floor: "损失下限",
  excess: "高出下限",
  lossOfBatch: (samples) => (samples === 1 ? "1 个样本" : `${samples} 个样本的均值`),
  announce: (loss, floor) => `损失 ${loss}，下限 ${floor}`,

  batch: "批次",
  sample: (number) => `样本 ${number}`,
  sampleLoss: (loss) => `损失 ${loss}`,
  addSample: "添加样本",
  removeSample: "删除此样本",
  mean: "均值：",

  inputs: "输入",
  outputs: "结果",
  ofSample: (number) => `样本 ${number}`,
  options: "选项",
  classCount: "类别数",
  smoothing: "标签平滑系数 ε",
  temperature: "温度 T",
  temperatureNote: "计算损失时用的是 logits / T。",
  smoothingNote: (given, others) => `正确类别 ${given}，其余各 ${others}。`,
  smoothingNoteProbabilities: "每个概率 t 变为 t (1 − ε) + ε / C。",

  className: (index) => `类别 ${index}`,
  trueClass: "正确类别",

  logits: "Logits",
  logitsNoteGoal: "拖动条形，或按方向键。梯度下降最终停在 ◇ 处。",
  logitsNoteNoGoal: "拖动条形，或按方向键。梯度下降没有终点。",
  logitOf: (index) => `类别 ${index} 的 logit`,

  target: "目标",
  targetKind: "目标的形式",
  targetClasses: "类别索引",
  targetProbabilities: "概率",
  targetNoteClasses: "只有一个类别是正确的。",
  targetNoteProbabilities: "各项之和为 1，改动一项，其余各项按比例调整。",
  targetOf: (index) => `类别 ${index} 的目标概率`,
  trueClassOf: (index) => `类别 ${index} 为正确类别`,

  weights: "类别权重 w",
  weightsNote: "每个类别在损失中的分量。",
  weightOf: (index) => `类别 ${index} 的权重`,

  probabilities: "预测概率与目标",
  probability: "p：softmax",
  smoothedTarget: "q：平滑后的目标",
  shares: "各类别贡献的损失",
  gradient: "各 logit 的梯度",
  gradientNote: "只看该样本自身的损失",

  score: "score 给出的结果",
  logProb: "正确类别的 log p",
  rank: "排在它前面的类别数",
  needsClass: "需要类别索引",
  entropy: (most) => `最大 ${most}`,
  argmax: "概率最大的类别",

  descent: "梯度下降",
  run: "开始梯度下降",
  pause: "暂停",
  oneStep: "走一步",
  backToStart: "回到起点",
  stepSize: "步长",
  steps: "步数",
  gap: "最大与最小 logit 之差",
  gapGoal: "到达下限时的差",
  infinite: "∞",
  settled: "已经到达：梯度为零，差值有限。",
  runsAway: "没有终点：差值越来越大，因为只有差值无穷大时才能达到下限。",
  approaching: "正在走向一个有限的差值。",
  overshoots: "每一步都走过了头，下一步又折回来：请把步长调小。",
  ready: "点击按钮，logits 就会沿负梯度方向移动。",
  chartTitle: "logits 随步数的变化",
  chartDescription: (step, gap) => `走了 ${step} 步后，最大与最小 logit 之差为 ${gap}。`,
  chartStep: "步数",
  chartLogit: "logit",
  chartEmpty: "logits 走过的路径会画在这里。",
  chartKey: "虚线：logits 最终到达的位置。",

  alone: "使用指南，其中也有本页面：",

  code: "对应的代码",
  codeNote: "两段程序用上面的数字计算同一个损失，最后一行是打印结果。",
  copy: "复制",
  copyOf: (language) => `复制 ${language} 代码`,
  copied: "已复制",
  copyFailed: "已选中，请用键盘复制",

  tryTitle: "试一试",
  tryFinite:
    "选“标签平滑 0.3”，再点“开始梯度下降”：logits 停在菱形处。此时模型要学到的概率是 0.8，而不是 1。",
  tryInfinite: "把 ε 调到 0 再继续：损失趋向 0，logits 却永远停不下来。",
  tryFloor: "调大 ε：损失下限随之升高，因为目标被软化后，即使 p 与 q 完全相等，损失也不为 0。",
  tryTemperature: "调低 T：要得到同样的概率，所需的差值更小，菱形会彼此靠近。",
  tryWeights:
    "选“类别权重”：样本 4 属于少数类，权重是 3；求均值时除以权重之和。调大类别 1 的 w，它的梯度随之变大。",
  tryScore:
    "把正确类别的 logit 往右拖：log p 趋向 0，名次升到 0，熵也随之减小。平滑和权重会改变损失，却不影响这几项。",
};
