using Cdarts.Engine.Export;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Spaces;

namespace Cdarts.Engine.Tests.Export;

public sealed class GenotypeDotTests
{
    [Fact]
    public void The_text_is_as_documented() => Assert.Equal(
        """
        digraph "Normal \"cell\"" {
          rankdir=LR;
          label="Normal \"cell\"";
          node [shape=box];
          "c_{k-2}" -> "0" [label="sep_conv_3x3"];
          "c_{k-1}" -> "0" [label="sep_conv_3x3"];
          "c_{k-1}" -> "1" [label="sep_conv_3x3"];
          "0" -> "1" [label="sep_conv_3x3"];
          "c_{k-2}" -> "2" [label="sep_conv_3x3"];
          "c_{k-1}" -> "2" [label="sep_conv_3x3"];
          "c_{k-2}" -> "3" [label="skip_connect"];
          "0" -> "3" [label="skip_connect"];
          "0" -> "c_{k}";
          "1" -> "c_{k}";
          "2" -> "c_{k}";
          "3" -> "c_{k}";
        }

        """,
        GenotypeDot.Write(DartsSpace.Instance.Cells[0], GenotypeJsonTests.Published.Normal, "Normal \"cell\""));
}
