// What is there without an import: Plotly, and what ui/stage/component.py writes before a component.
declare var Plotly: any;
interface Window {
  Plotly: any;
}
declare function load(name: string): Promise<any>;
declare function plotly(): Promise<void>;
