/** What kind of evidence a feature is: the words themselves, or a trait of the talk. Reasons are told by family. */
export type FeatureFamily =
  | 'words'
  | 'repetition'
  | 'answer'
  | 'reply'
  | 'position'
  | 'length'
  | 'punctuation'
  | 'unanswered'
  | 'history'
  | 'context';
