// Private: the entries of `kenyon reproduce`, one a file.
#pragma once
#include <kenyon/experiment/reproduce.hpp>

namespace kenyon::reproduce {

reproduction bcpnn_modular(const reproduce_control& control);
reproduction hebbian_capacity(const reproduce_control& control);
reproduction prototypes(const reproduce_control& control);
reproduction willshaw_finite(const reproduce_control& control);
reproduction cliques(const reproduce_control& control);
reproduction kanerva(const reproduce_control& control);
reproduction sdm_attention(const reproduce_control& control);
reproduction dense_hopfield(const reproduce_control& control);
reproduction false_match(const reproduce_control& control);
reproduction flymodel(const reproduce_control& control);
reproduction mqar(const reproduce_control& control);
reproduction assemblies(const reproduce_control& control);

// With the four files of Fashion-MNIST in `folder`.
reproduction flymodel_on(const std::string& folder, const reproduce_control& control);

}  // namespace kenyon::reproduce
