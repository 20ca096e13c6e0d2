#include "experiment/reproduce/entries.hpp"

#include <cmath>

namespace kenyon {
namespace {

const reproduce_entry entries[] = {
    {"bcpnn-modular", "a modular BCPNN network recalls 1,775 patterns from flipped cues",
     "Lansner et al. 2026, arXiv:2605.01074, protocol of ptBCPNN2.0", reproduce::bcpnn_modular},
    {"hebbian-capacity", "patterns held at 90 % exact recall by five learning rules",
     "protocol of Lansner et al. 2026, arXiv:2605.01074", reproduce::hebbian_capacity},
    {"prototypes", "prototypes found from noisy instances by four learning rules",
     "protocol of Lansner et al. 2026, arXiv:2605.01074", reproduce::prototypes},
    {"willshaw-finite", "capacity of finite hetero-associative Willshaw memories at 1 % noise",
     "Knoblauch, Palm & Sommer 2010, Neural Computation 22:289-341", reproduce::willshaw_finite},
    {"cliques", "error rates of clique memories, messages on 12 of 100 modules and on all of 8",
     "Aliabadi et al. 2014, IEEE TNNLS 25:980-989; Gripon & Berrou 2011, IEEE TNN 22:1087-1096",
     reproduce::cliques},
    {"kanerva", "reads of 10,000 words among a million hard locations, and from which distance",
     "Kanerva 1988, Sparse Distributed Memory; Brogliato, Chada & Linhares 2014; Jaeckel 1989",
     reproduce::kanerva},
    {"sdm-attention", "softmax temperatures that sparse distributed memories of given radii have",
     "Bricken & Pehlevan 2021, Attention Approximates Sparse Distributed Memory, arXiv:2111.05498",
     reproduce::sdm_attention},
    {"dense-hopfield", "capacity of nets of +-1 units: plain, of higher degree, and after dreaming",
     "Amit, Gutfreund & Sompolinsky 1985, PRL 55:1530; Krotov & Hopfield 2016, NIPS 29; Fachechi, "
     "Agliari & Barra 2019, Neural Networks 112:24-40",
     reproduce::dense_hopfield},
    {"false-match", "chance matches of sparse patterns",
     "Ahmad & Hawkins 2016, How do neurons operate on sparse distributed representations?, "
     "arXiv:1601.00720",
     reproduce::false_match},
    {"flymodel", "Split Fashion-MNIST by one pass of a fly's associative learning, task after task",
     "FlyModel of Shen, Dasgupta & Navlakha 2021, as run by Bricken et al. 2023, Sparse "
     "Distributed "
     "Memory is a Continual Learner, ICLR",
     reproduce::flymodel},
    {"mqar", "multi-query associative recall beside trained sequence models",
     "Arora et al. 2023, Zoology, arXiv:2312.04927; tests of Arora et al. 2024, Based, "
     "arXiv:2402.18668",
     reproduce::mqar},
    {"assemblies", "projection, association and completion of assemblies in random plastic graphs",
     "Papadimitriou, Vempala, Mitropolsky, Collins & Maass 2020, PNAS 117:14464-14472",
     reproduce::assemblies},
};

}  // namespace

std::string_view name(figure_kind kind) {
  switch (kind) {
    case figure_kind::printed:
      return "printed";
    case figure_kind::derived:
      return "derived";
    case figure_kind::replica:
      return "replica";
  }
  return "";
}

bool figure::agrees() const {
  return std::abs(measured - published) <= tolerance;  // false for NaN
}

std::span<const reproduce_entry> reproduce_entries() {
  return entries;
}

}  // namespace kenyon
