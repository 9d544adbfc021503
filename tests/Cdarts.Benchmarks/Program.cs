using Cdarts.Engine.Native;
using static TorchSharp.torch;
NativeRuntime.Initialize();
foreach (var r in GradientSelfTest.Run(CPU, ScalarType.Float32)) Console.WriteLine(r + " " + r.Passed);
