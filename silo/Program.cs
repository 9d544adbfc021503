Console.Error.WriteLine("A standalone silo is not available in this version: `cdarts search` hosts its own.");
return 2;
