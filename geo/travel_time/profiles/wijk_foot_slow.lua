-- Walking with a rollator or a stick: wijk_foot.lua at 0.8 m/s, with steps taken very slowly. km/h.
WIJK_WALKING_KMH = 2.88
WIJK_STEPS_KMH = 0.5

return require('wijk_foot')
